/**
 * For the details of every event of `Wifi`, once they have been read. The driver never frees them, in any release
 * (`sendWifiEvent` in `jswrap_esp32_network.c`): 12 JsVars for each failed attempt to join. Without its members an
 * object is a single one.
 */
export function forget(details: object): void {
  Object.keys(details).forEach(function (name) {
    delete (details as Record<string, unknown>)[name];
  });
}
