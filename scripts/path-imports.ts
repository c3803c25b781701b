import { register } from "node:module";

/**
 * jiti imports some packages by their path. Node takes that for a URL, in which `#` and `%` have a meaning, so that
 * nothing could be built in a folder whose name has them.
 */
const HOOK = `
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
export function resolve(specifier, context, next) {
  return next(isAbsolute(specifier) ? pathToFileURL(specifier).href : specifier, context);
}`;

register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
