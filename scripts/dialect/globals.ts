const language =
  "Array ArrayBuffer ArrayBufferView Boolean DataView Date Error Float32Array Float64Array Function Infinity " +
  "Int16Array Int32Array Int8Array InternalError JSON Math NaN Number Object Promise ReferenceError RegExp " +
  "String SyntaxError TypeError Uint16Array Uint24Array Uint32Array Uint8Array Uint8ClampedArray arguments " +
  "decodeURIComponent encodeURIComponent eval isFinite isNaN parseFloat parseInt undefined";

const espruino =
  "E ESP32 Graphics I2C I2C1 I2C2 Modules OneWire Pin SPI SPI1 SPI2 Serial Serial1 Serial2 Serial3 Waveform " +
  "analogRead analogWrite atob btoa changeInterval clearInterval clearTimeout clearWatch console digitalPulse " +
  "digitalRead digitalWrite dump echo edit getPinMode getSerial getTime global globalThis load peek16 peek32 " +
  "peek8 pinMode poke16 poke32 poke8 print process require reset save setBusyIndicator setDeepSleep " +
  "setInterval setSleepIndicator setTime setTimeout setWatch shiftOut trace";

/** The global names of an ESP32 build of Espruino; no `Map`, no `Symbol`, no `Buffer`. */
export const espruinoGlobals: string[] = `${language} ${espruino}`.split(" ");

/** Global names that ES2015 has and Espruino lacks. */
export const missingGlobals = ["Map", "Proxy", "Reflect", "Set", "Symbol", "WeakMap", "WeakSet"];

/** What ES5 has and Espruino lacks: functions, by the object that has them. */
export const missingFunctions = {
  Object: ["seal", "freeze", "preventExtensions", "isSealed", "isFrozen", "isExtensible"],
  ArrayBuffer: ["isView"],
  Date: ["UTC"]
};

/** And methods, of whatever object. */
export const missingMethods = [
  "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "reduceRight", "localeCompare",
  "toLocaleLowerCase", "toLocaleUpperCase", "toExponential", "toPrecision"
];
