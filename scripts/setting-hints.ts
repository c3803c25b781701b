/** Every name that the environment and `.env` may hold. */
export const SETTING_NAMES = [
  "WIFI_SSID", "WIFI_PASSWORD", "PAIR_KEY", "NETWORK", "BOARD_A_HOST", "BOARD_B_HOST", "BOARD_A_SERIAL", "BOARD_B_SERIAL",
  "PERIOD_MS", "GUESTS", "TELNET", "WS"
];

/** So many letters may be wrong in a name. */
const MOST_WRONG = 4;

/** How many letters have to be put in, taken out or replaced (Levenshtein's distance). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[to.length];
}

/** What is said of a name that is none of ours; `undefined` for those that are. */
export function unknownName(name: string): string | undefined {
  if (SETTING_NAMES.includes(name)) return undefined;
  const [nearest] = SETTING_NAMES.map((known) => ({ known, wrong: distance(name.toUpperCase(), known) })).sort(
    (a, b) => a.wrong - b.wrong
  );
  return `${name} is not a setting${nearest.wrong <= MOST_WRONG ? `; did you mean ${nearest.known}?` : ""}`;
}

/** What a value has that is easily there by mistake, in words; `undefined` for nothing. */
export function oddity(value: string): string | undefined {
  if (/[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/.test(value)) return "has an invisible character";
  if (/^\s|\s$/.test(value)) return "begins or ends with white space";
  if (/^[\u2018-\u201f\u00ab\u00bb]|[\u2018-\u201f\u00ab\u00bb]$/.test(value)) return "has the quotes of a word processor";
  return undefined;
}

/** A value as a message shows it: what cannot be seen is written as an escape. */
export function visible(value: string): string {
  return JSON.stringify(value).replace(
    /[\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
