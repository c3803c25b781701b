// The entry of ESP32-B's script, for which the build defines `settings.ts` with board B's settings.
import { start } from "./start";

start();
