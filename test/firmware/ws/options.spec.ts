import assert from "node:assert/strict";
import type { ClientOptions, ServerOptions } from "../../../firmware/ws/options";
import { shimmedModule } from "./shimmed";

const load = () => shimmedModule().copy.load<typeof import("../../../firmware/ws/options")>("ws/options");

describe("withDefaults", () => {
  const { withDefaults } = load();

  it("takes what is given, and the default of everything else", () => {
    const options = withDefaults<ClientOptions>({ port: 81 });
    assert.equal(options.port, 81);
    assert.equal(options.path, "/");
    assert.equal(options.handshakeMs, 5000);
  });

  it("erases no default by an undefined", () => {
    assert.equal(withDefaults<ClientOptions>({ port: undefined }).port, 80);
  });

  it("takes a falsy value", () => {
    const options = withDefaults<ServerOptions>({ binary: false, keepAlive: 0 });
    assert.equal(options.binary, false);
    assert.equal(options.keepAlive, 0);
  });

  it("refuses a deadline that comes before a ping can be answered", () => {
    assert.throws(() => withDefaults<ClientOptions>({ keepAlive: 61 }), /expected deadAfter of at least 2 keepAlive, got 120 s/);
    assert.equal(withDefaults<ClientOptions>({ keepAlive: 60 }).deadAfter, 120);
    assert.equal(withDefaults<ClientOptions>({ keepAlive: 0, deadAfter: 0 }).keepAlive, 0);
  });

  it("has other defaults when these were set", () => {
    const { setDefaults, withDefaults } = load();
    const before = withDefaults<ClientOptions>(undefined);
    setDefaults({ keepAlive: 1, deadAfter: 3 });
    setDefaults({ deadAfter: 4 });
    const { keepAlive, deadAfter, port } = withDefaults<ClientOptions>({ port: 81 });
    assert.deepEqual([keepAlive, deadAfter, port], [1, 4, 81]);
    assert.equal(before.keepAlive, 60);
  });

  it("changes no defaults", () => {
    withDefaults<ServerOptions>({ maxClients: 1 });
    assert.equal(withDefaults<ServerOptions>(undefined).maxClients, 8);
  });
});
