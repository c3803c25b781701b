import { runInContext, type Context } from "node:vm";
import { espruinoGlobals } from "../scripts/dialect/globals";

/** What JavaScript's own globals have in Espruino, by `Object.getOwnPropertyNames` on 2v29 and the reference at espruino.com. */
const MEMBERS: Record<string, string> = {
  Object:
    "assign create defineProperties defineProperty entries fromEntries getOwnPropertyDescriptor " +
    "getOwnPropertyDescriptors getOwnPropertyNames getPrototypeOf keys setPrototypeOf values",
  "Object.prototype": "constructor hasOwnProperty toString valueOf __proto__",
  "Function.prototype": "constructor apply bind call toString",
  Array: "isArray",
  "Array.prototype":
    "constructor concat every fill filter find findIndex forEach includes indexOf join length map pop push " +
    "reduce reverse shift slice some sort splice toString unshift",
  String: "fromCharCode",
  "String.prototype":
    "constructor charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf length match padEnd " +
    "padStart repeat replace replaceAll slice split startsWith substr substring toLowerCase toString toUpperCase " +
    "trim valueOf",
  Number: "MAX_VALUE MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY",
  "Number.prototype": "constructor toFixed toString valueOf",
  Math:
    "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow " +
    "random round sign sin sqrt tan",
  Date: "now parse",
  Promise: "all reject resolve",
  "Promise.prototype": "constructor then catch",
  "RegExp.prototype": "constructor exec flags global source test toString lastIndex"
};

/**
 * Takes from a context what Espruino has not, and makes `indexOf` and `includes` of strings as wrong as
 * those of 2v29, which also find what only begins at the end of the string.
 *
 * What it cannot take away is syntax, and the hoisting of functions: those are the linter's to find.
 */
export function speakEspruino(context: Context): void {
  const members = Object.entries(MEMBERS).map(([owner, names]) => [owner, names.split(" ")]);
  runInContext(
    `(function (globals, members) {
      // Patterns are matched by functions behind symbols, which stay.
      Object.getOwnPropertyNames(globalThis).forEach(function (name) {
        if (globals.indexOf(name) < 0) delete globalThis[name];
      });
      members.forEach(function (each) {
        var owner = each[0].split(".").reduce(function (object, name) { return object[name]; }, globalThis);
        Object.getOwnPropertyNames(owner).forEach(function (name) {
          if (["prototype", "name", "length"].indexOf(name) < 0 && each[1].indexOf(name) < 0) delete owner[name];
        });
      });
      var indexOf = String.prototype.indexOf;
      function find(needle, from) {
        var at = indexOf.call(this, needle, from);
        needle = "" + needle;
        for (var i = Math.max(from || 0, this.length - needle.length + 1); at < 0 && i < this.length; i++)
          if (indexOf.call(needle, this.substr(i)) === 0) at = i;
        return at;
      }
      Object.defineProperty(String.prototype, "indexOf", { value: find });
      Object.defineProperty(String.prototype, "includes", {
        value: function (needle, from) { return find.call(this, needle, from) >= 0; }
      });
    })`,
    context
  )(espruinoGlobals, members);
}
