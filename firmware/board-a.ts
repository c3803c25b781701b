import settings from "settings:a";
import { start } from "./start";

start(settings);
