import assert from "node:assert/strict";
import { addExtras } from "../../../firmware/ws/extras";
import { withDefaults, type ClientOptions, type ServerOptions } from "../../../firmware/ws/options";

describe("withDefaults", () => {
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
    addExtras();
    assert.throws(() => withDefaults<ClientOptions>({ keepAlive: 61 }), /expected deadAfter of at least 2 keepAlive, got 120 s/);
    assert.equal(withDefaults<ClientOptions>({ keepAlive: 60 }).deadAfter, 120);
    assert.equal(withDefaults<ClientOptions>({ keepAlive: 0, deadAfter: 0 }).keepAlive, 0);
  });

  it("changes no defaults", () => {
    withDefaults<ServerOptions>({ maxClients: 1 });
    assert.equal(withDefaults<ServerOptions>(undefined).maxClients, 8);
  });
});
