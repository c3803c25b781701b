import settings from "settings:b";
import { start } from "./start";

start(settings);
