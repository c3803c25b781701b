// The entry of ESP32-A's script, for which the build defines `settings.ts` with board A's settings.
import { start } from "./start";

start();
