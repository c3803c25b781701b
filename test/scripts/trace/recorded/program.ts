// A small program, and the scripts that TypeScript, Rollup and terser make of it.

/** The lines of the sources, by path. */
export const SOURCES: Record<string, string[]> = {
  "firmware/board.ts": `import { Gauge } from "./gauge";

const gauge = new Gauge("water");
const half = (n: number): number => deep(n / 2);

function deep(n: number): number {
  if (n < 1) throw new TypeError("too deep for " + n);
  return half(n);
}

function later(text: string): void {
  print(text);
  print("result " + deep(1));
}

setTimeout(() => gauge.read(7), 20);
setTimeout(later, 40, "later");
setTimeout(() => {
  print("last");
  missing.call();
}, 60);
gauge.check("at the top level", 0);`.split("\n"),
  "firmware/gauge.ts": `const LIMIT = 5;

export class Gauge {
  constructor(readonly name: string) {}

  read(level: number): number {
    return [level].map((each) => {
      this.check("a level of " + each, each - LIMIT);
      return each;
    })[0];
  }

  check(what: string, over: number): void {
    print("checks " + what + " for the gauge with the name " + this.name);
    if (over < 0) return;
    print("too high");
    throw new Error(what);
  }
}`.split("\n")
};

export const MINIFIED = {
  code: `const t=new class{constructor(t){this.name=t}read(t){return[t].map(t=>(this.check("a level of "+t,t-5),t))[0]}check(t,e){if(print("checks "+t+" for the gauge with the name "+this.name),!(e<0))throw print("too high"),new Error(t)}}("water");function e(t){if(t<1)throw new TypeError("too deep for "+t);return(t=>e(t/2))(t)}setTimeout(()=>t.read(7),20),setTimeout(function(t){print(t),print("result "+e(1))},40,"later"),setTimeout(()=>{print("last"),missing.call()},60),t.check("at the top level",0);`,
  map: JSON.stringify({
    version: 3,
    sources: ["../firmware/board.ts", "../firmware/gauge.ts"],
    names: "gauge constructor name this read level map each check what over print Error deep n TypeError half setTimeout text missing call".split(" "),
    mappings:
      "AAEA,MAAMA,EAAQ,UCCZ,WAAAC,CAAqBC,GAAAC,KAAAD,KAAAA,CAAe,CAEpC,IAAAE,CAAKC,GACH,MAAO,CAACA,GAAOC,IAAKC,IAClBJ," +
      "KAAKK,MAAM,cAAgBD,EAAMA,EAPzB,GAQDA,IACN,EACL,CAEA,KAAAC,CAAMC,EAAcC,GAElB,GADAC,MAAM,UAAYF,EAAO,gCAAkCN,KAAKD" +
      ",QAC5DQ,EAAO,GAEX,MADAC,MAAM,YACA,IAAIC,MAAMH,EAClB,GDfsB,SAGxB,SAASI,EAAKC,GACZ,GAAIA,EAAI,EAAG,MAAM,IAAIC,UA" +
      "AU,gBAAkBD,GACjD,MAJW,CAACA,GAAsBD,EAAKC,EAAI,GAIpCE,CAAKF,EACd,CAOAG,WAAW,IAAMjB,EAAMI,KAAK,GAAI,IAChCa,WANA," +
      "SAAeC,GACbP,MAAMO,GACNP,MAAM,UAAYE,EAAK,GACzB,EAGkB,GAAI,SACtBI,WAAW,KACTN,MAAM,QACNQ,QAAQC,QACP,IACHpB,EAAMQ," +
      "MAAM,mBAAoB"
  })
};

export const PLAIN = {
  code: `const LIMIT = 5;
class Gauge {
    constructor(name) {
        this.name = name;
    }
    read(level) {
        return [level].map((each) => {
            this.check("a level of " + each, each - LIMIT);
            return each;
        })[0];
    }
    check(what, over) {
        print("checks " + what + " for the gauge with the name " + this.name);
        if (over < 0)
            return;
        print("too high");
        throw new Error(what);
    }
}

const gauge = new Gauge("water");
const half = (n) => deep(n / 2);
function deep(n) {
    if (n < 1)
        throw new TypeError("too deep for " + n);
    return half(n);
}
function later(text) {
    print(text);
    print("result " + deep(1));
}
setTimeout(() => gauge.read(7), 20);
setTimeout(later, 40, "later");
setTimeout(() => {
    print("last");
    missing.call();
}, 60);
gauge.check("at the top level", 0);`,
  map: JSON.stringify({
    version: 3,
    sources: ["../firmware/gauge.ts", "../firmware/board.ts"],
    names: [],
    mappings:
      "AAAA,MAAM,KAAK,GAAG,CAAC;MAEF,KAAK,CAAA;AAChB,IAAA,WAAA,CAAqB,IAAY,EAAA;QAAZ,IAAA,CAAA,IAAI,GAAJ,IAAI;IAAW;AAE" +
      "pC,IAAA,IAAI,CAAC,KAAa,EAAA;QAChB,OAAO,CAAC,KAAK,CAAC,CAAC,GAAG,CAAC,CAAC,IAAI,KAAI;YAC1B,IAAI,CAAC,KAAK,CAAC," +
      "aAAa,GAAG,IAAI,EAAE,IAAI,GAAG,KAAK,CAAC;AAC9C,YAAA,OAAO,IAAI;AACb,QAAA,CAAC,CAAC,CAAC,CAAC,CAAC;IACP;IAEA,KAAK" +
      ",CAAC,IAAY,EAAE,IAAY,EAAA;QAC9B,KAAK,CAAC,SAAS,GAAG,IAAI,GAAG,+BAA+B,GAAG,IAAI,CAAC,IAAI,CAAC;QACrE,IAAI,IAAI," +
      "GAAG,CAAC;YAAE;QACd,KAAK,CAAC,UAAU,CAAC;AACjB,QAAA,MAAM,IAAI,KAAK,CAAC,IAAI,CAAC;IACvB;AACD;;AChBD,MAAM,KAAK,G" +
      "AAG,IAAI,KAAK,CAAC,OAAO,CAAC;AAChC,MAAM,IAAI,GAAG,CAAC,CAAS,KAAa,IAAI,CAAC,CAAC,GAAG,CAAC,CAAC;AAE/C,SAAS,IAAI" +
      ",CAAC,CAAS,EAAA;IACrB,IAAI,CAAC,GAAG,CAAC;AAAE,QAAA,MAAM,IAAI,SAAS,CAAC,eAAe,GAAG,CAAC,CAAC;AACnD,IAAA,OAAO,IA" +
      "AI,CAAC,CAAC,CAAC;AAChB;AAEA,SAAS,KAAK,CAAC,IAAY,EAAA;IACzB,KAAK,CAAC,IAAI,CAAC;IACX,KAAK,CAAC,SAAS,GAAG,IAAI," +
      "CAAC,CAAC,CAAC,CAAC;AAC5B;AAEA,UAAU,CAAC,MAAM,KAAK,CAAC,IAAI,CAAC,CAAC,CAAC,EAAE,EAAE,CAAC;AACnC,UAAU,CAAC,KAA" +
      "K,EAAE,EAAE,EAAE,OAAO,CAAC;AAC9B,UAAU,CAAC,MAAK;IACd,KAAK,CAAC,MAAM,CAAC;IACb,OAAO,CAAC,IAAI,EAAE;AAChB,CAAC,E" +
      "AAE,EAAE,CAAC;AACN,KAAK,CAAC,KAAK,CAAC,kBAAkB,EAAE,CAAC,CAAC"
  })
};
