import { createHash } from "node:crypto";
import type { Crypto } from "../firmware/types/espruino";

/** `require("crypto")` */
export const crypto: Crypto = {
  SHA1(data) {
    return new Uint8Array(createHash("sha1").update(data, "latin1").digest()).buffer;
  }
};
