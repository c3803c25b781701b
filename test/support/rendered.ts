import { rollup, type Plugin } from "rollup";

/** What a plugin for bundles makes of a script. */
export async function rendered(code: string, plugin: Plugin): Promise<string> {
  const bundle = await rollup({
    input: "entry",
    treeshake: false,
    plugins: [{ name: "entry", resolveId: (id) => id, load: () => code }, plugin],
    onwarn: () => {}
  });
  const { output } = await bundle.generate({ format: "es", strict: false });
  return output[0].code.trim();
}
