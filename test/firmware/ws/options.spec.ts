import assert from "node:assert/strict";
import { CLIENT_DEFAULTS, SERVER_DEFAULTS, withDefaults } from "../../../firmware/ws/options";

describe("withDefaults", () => {
  it("takes what is given, and the default of everything else", () => {
    const options = withDefaults(CLIENT_DEFAULTS, { port: 81 });
    assert.equal(options.port, 81);
    assert.equal(options.path, "/");
    assert.equal(options.handshakeMs, 5000);
  });

  it("erases no default by an undefined", () => {
    assert.equal(withDefaults(CLIENT_DEFAULTS, { port: undefined }).port, 80);
  });

  it("takes a falsy value", () => {
    const options = withDefaults(SERVER_DEFAULTS, { binary: false, keepAlive: 0, protocols: [] });
    assert.equal(options.binary, false);
    assert.equal(options.keepAlive, 0);
  });

  it("changes no defaults", () => {
    withDefaults(SERVER_DEFAULTS, { maxClients: 1 });
    assert.equal(SERVER_DEFAULTS.maxClients, 8);
    assert.equal(withDefaults(SERVER_DEFAULTS, undefined).maxClients, 8);
  });
});
