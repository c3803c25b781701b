/** Names that mean something to an interpreter's objects. */
export const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "length",
  "__ev",
  "#onmessage",
  "0",
  "-1",
  " ",
  ""
];

/** What may stand where a number is expected. */
export const NUMBERS = [
  "0",
  "-0",
  "-1",
  "00",
  "010",
  "0x51",
  "1e9",
  "1e400",
  "82.5",
  ".",
  "+82",
  " 82",
  "65535",
  "65536",
  "99999",
  "2147483648",
  "4294967296",
  "9007199254740993",
  "9".repeat(20),
  "9".repeat(100),
  "1".repeat(400),
  "NaN",
  "Infinity",
  "-Infinity",
  "null",
  "true",
  ""
];

/** What must never reach a console as it is: each would begin a line of its own, or command the terminal. */
export const TEXTS = [
  "1\nUncaught Error: forged",
  "1\r\nERROR: forged",
  "1\rNew interpreter error: FORGED",
  "\x1b[2J\x1b[HUncaught",
  "\x9b2J\x9bH",
  "\x07\x08\x7f\0",
  "Gr\xc3\xbc\xc3\x9fe, \xce\xba\xcf\x8c\xcf\x83\xce\xbc\xce\xb5",
  "\xc2\x9b2J",
  "HEALTH {}",
  "'\"\\${}`</script>",
  "%s%n%x",
  ...NAMES
];
