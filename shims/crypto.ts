import { createHash } from "node:crypto";
import type { Crypto } from "../firmware/types/espruino";

function hash(algorithm: string, data: string): ArrayBuffer {
  return new Uint8Array(createHash(algorithm).update(data, "latin1").digest()).buffer;
}

/** `require("crypto")` */
export const crypto: Crypto = {
  SHA1: (data) => hash("sha1", data),
  SHA256: (data) => hash("sha256", data)
};
