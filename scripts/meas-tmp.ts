import { TwoBoards } from "./interpreter/two-boards";
for (const [bin, ws] of [["29"],["27"],["20"],["29","/work/esp/ws.js"]]) {
  const boards = await TwoBoards.build("/work/esp/espruino"+bin, 2000, ws);
  try { boards.a.start(); const alone = await boards.a.usage(); await boards.start("b", 20000); await new Promise(r=>setTimeout(r,5000)); console.log(bin, ws??"", alone, await boards.a.usage(), boards.a.complaints()); } catch (e) { console.log(e, boards.a.lines.slice(-10)); }
  await boards.remove();
}
