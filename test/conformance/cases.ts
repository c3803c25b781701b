import type { Case } from "./case";
import { closingCases } from "./closing";
import { framingCases } from "./framing";
import { utf8Cases } from "./utf8";

/** Every case, by its number in the Autobahn testsuite or next to those that it is like. */
export const cases: Case[] = [...framingCases, ...utf8Cases, ...closingCases];
