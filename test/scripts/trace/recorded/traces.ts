import { MINIFIED, PLAIN } from "./program";

/** What the interpreter's Linux build printed when it ran the program. 2v29 printed the same as 2v27. */
export const TRACES = [
  {
    title: "minified, 2v20 from flash",
    built: MINIFIED,
    text: `checks at the top level for the gauge with the name water
too high

Uncaught Error: at the top level
 at line 1 col 228 in .bootrst
...int("too high"),new Error(t)
                              ^
in function "check" called from line 1 col 496 in .bootrst
....check("at the top level",0);
                              ^
checks a level of 7 for the gauge with the name water
too high
Uncaught Error: a level of 7
 at line 1 col 228 in .bootrst
...int("too high"),new Error(t)
                              ^
in function "check" called from line 1 col 102 in .bootrst
(this.check("a level of "+t,t-5),t)
                               ^
in function called from line 1 col 106 in .bootrst
[t].map(t=>(this.check("a level of "+t,t-5),t))[0]
                                              ^
in function "read" called from line 1 col 345 in .bootrst
t.read(7)
        ^
in function called from system
later
Uncaught TypeError: too deep for 0.5
 at line 1 col 299 in .bootrst
...TypeError("too deep for "+t);return(t=>e(t/2))(t)
                              ^
in function "e" called from line 1 col 316 in .bootrst
e(t/2)
     ^
in function called from line 1 col 320 in .bootrst
...or "+t);return(t=>e(t/2))(t)
                              ^
in function "e" called from line 1 col 402 in .bootrst
print(t),print("result "+e(1))
                            ^
in function called from system
last
Uncaught ReferenceError: "missing" is not defined
 at line 1 col 455 in .bootrst
print("last"),missing.call()
                     ^
in function called from system`
  },
  {
    title: "minified, 2v20 from RAM",
    built: MINIFIED,
    text: `checks at the top level for the gauge with the name water
too high
Uncaught Error: at the top level
 at line 1 col 107
...int("too high"),new Error(t)
                              ^
in function "check" called from line 1 col 496
....check("at the top level",0);
                              ^
checks a level of 7 for the gauge with the name water
too high
Uncaught Error: a level of 7
 at line 1 col 107
...int("too high"),new Error(t)
                              ^
in function "check" called from line 1 col 32
(this.check("a level of "+t,t-5),t)
                               ^
in function called from line 1 col 47
[t].map(t=>(this.check("a level of "+t,t-5),t))[0]
                                              ^
in function "read" called from line 1 col 9
t.read(7)
        ^
in function called from system
later
Uncaught TypeError: too deep for 0.5
 at line 1 col 45
...TypeError("too deep for "+t);return(t=>e(t/2))(t)
                              ^
in function "e" called from line 1 col 6
e(t/2)
     ^
in function called from line 1 col 66
...or "+t);return(t=>e(t/2))(t)
                              ^
in function "e" called from line 1 col 29
print(t),print("result "+e(1))
                            ^
in function called from system
last
Uncaught ReferenceError: "missing" is not defined
 at line 1 col 22
print("last"),missing.call()
                     ^
in function called from system`
  },
  {
    title: "minified, 2v27 and 2v29 from flash",
    built: MINIFIED,
    text: `checks at the top level for the gauge with the name water
too high
Uncaught Error: at the top level
    at check (.bootrst:1:228)
...int("too high"),new Error(t)
                              ^
    at boot code (.bootrst:1:496)
....check("at the top level",0);
                              ^

checks a level of 7 for the gauge with the name water
too high
Uncaught Error: a level of 7
    at check (.bootrst:1:228)
...int("too high"),new Error(t)
                              ^
    at .bootrst:1:102
(this.check("a level of "+t,t-5),t)
                               ^
    at read (.bootrst:1:106)
[t].map(t=>(this.check("a level of "+t,t-5),t))[0]
                                              ^
    at .bootrst:1:345
t.read(7)
        ^
later
Uncaught TypeError: too deep for 0.5
    at e (.bootrst:1:299)
...TypeError("too deep for "+t);return(t=>e(t/2))(t)
                              ^
    at function (t) {return e(t/2)} (.bootrst:1:316)
e(t/2)
     ^
    at e (.bootrst:1:320)
...or "+t);return(t=>e(t/2))(t)
                              ^
    at .bootrst:1:402
print(t),print("result "+e(1))
                            ^
last
Uncaught ReferenceError: "missing" is not defined
    at .bootrst:1:455
print("last"),missing.call()
                     ^`
  },
  {
    title: "minified, 2v27 and 2v29 from RAM",
    built: MINIFIED,
    text: `checks at the top level for the gauge with the name water
too high
Uncaught Error: at the top level
    at check (:1:107)
...int("too high"),new Error(t)
                              ^
    at REPL (:1:496)
....check("at the top level",0);
                              ^
checks a level of 7 for the gauge with the name water
too high
Uncaught Error: a level of 7
    at check (:1:107)
...int("too high"),new Error(t)
                              ^
    at :1:32
(this.check("a level of "+t,t-5),t)
                               ^
    at read (:1:47)
[t].map(t=>(this.check("a level of "+t,t-5),t))[0]
                                              ^
    at :1:9
t.read(7)
        ^
later
Uncaught TypeError: too deep for 0.5
    at e (:1:45)
...TypeError("too deep for "+t);return(t=>e(t/2))(t)
                              ^
    at function (t) {return e(t/2)} (:1:6)
e(t/2)
     ^
    at e (:1:66)
...or "+t);return(t=>e(t/2))(t)
                              ^
    at :1:29
print(t),print("result "+e(1))
                            ^
last
Uncaught ReferenceError: "missing" is not defined
    at :1:22
print("last"),missing.call()
                     ^`
  },
  {
    title: "plain, 2v20 from RAM, uploaded by the espruino CLI",
    built: PLAIN,
    text: `checks at the top level for the gauge with the name water
too high
Uncaught Error: at the top level
 at line 17 col 29
        throw new Error(what);
                            ^
in function "check" called from line 38 col 34
gauge.check("at the top level", 0);
                                 ^
checks a level of 7 for the gauge with the name water
too high
Uncaught Error: a level of 7
 at line 17 col 29
        throw new Error(what);
                            ^
in function "check" called from line 8 col 46
this.check("a level of " + each, each - LIMIT);
                                             ^
in function called from line 10 col 10
        })[0];
         ^
in function "read" called from line 32 col 13
gauge.read(7)
            ^
in function called from system
later
Uncaught TypeError: too deep for 0.5
 at line 25 col 48
        throw new TypeError("too deep for " + n);
                                               ^
in function "deep" called from line 22 col 11
deep(n / 2)
          ^
in function "half" called from line 26 col 18
    return half(n);
                 ^
in function "deep" called from line 30 col 29
    print("result " + deep(1));
                            ^
in function called from system
last
Uncaught ReferenceError: "missing" is not defined
 at line 36 col 12
    missing.call();
           ^
in function called from system`
  },
  {
    title: "plain, 2v27 and 2v29 from flash",
    built: PLAIN,
    text: `checks at the top level for the gauge with the name water
too high
Uncaught Error: at the top level
    at check (.bootrst:17:29)
        throw new Error(what);
                            ^
    at boot code (.bootrst:38:34)
gauge.check("at the top level", 0);
                                 ^

checks a level of 7 for the gauge with the name water
too high
Uncaught Error: a level of 7
    at check (.bootrst:17:29)
        throw new Error(what);
                            ^
    at .bootrst:8:58
this.check("a level of " + each, each - LIMIT);
                                             ^
    at read (.bootrst:10:10)
        })[0];
         ^
    at .bootrst:32:30
gauge.read(7)
            ^
later
Uncaught TypeError: too deep for 0.5
    at deep (.bootrst:25:48)
        throw new TypeError("too deep for " + n);
                                               ^
    at half (.bootrst:22:31)
deep(n / 2)
          ^
    at deep (.bootrst:26:18)
    return half(n);
                 ^
    at .bootrst:30:29
    print("result " + deep(1));
                            ^
last
Uncaught ReferenceError: "missing" is not defined
    at .bootrst:36:12
    missing.call();
           ^`
  },
  {
    title: "plain, 2v29 from RAM",
    built: PLAIN,
    text: `checks at the top level for the gauge with the name water
too high
Uncaught Error: at the top level
    at check (:5:29)
        throw new Error(what);
                            ^
    at REPL (:1:34)
gauge.check("at the top level", 0);
                                 ^
checks a level of 7 for the gauge with the name water
too high
Uncaught Error: a level of 7
    at check (:5:29)
        throw new Error(what);
                            ^
    at :1:46
this.check("a level of " + each, each - LIMIT);
                                             ^
    at read (:4:10)
        })[0];
         ^
    at :1:13
gauge.read(7)
            ^
later
Uncaught TypeError: too deep for 0.5
    at deep (:2:48)
        throw new TypeError("too deep for " + n);
                                               ^
    at half (:1:11)
deep(n / 2)
          ^
    at deep (:3:18)
    return half(n);
                 ^
    at :2:29
    print("result " + deep(1));
                            ^
last
Uncaught ReferenceError: "missing" is not defined
    at :2:12
    missing.call();
           ^`
  }
];
