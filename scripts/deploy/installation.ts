import { crc32 } from "node:zlib";
import { NOT_OURS, OURS } from "../console/board-state";
import type { StampedScript } from "./build-id";

/** The name under which a script is uploaded, while another one runs. */
export function stagedName({ build }: StampedScript): string {
  return `.${build}`;
}

/** As `E.CRC32` computes it of a file. */
export function checksum(text: string): number {
  return crc32(Buffer.from(text, "latin1"));
}

/** The file that holds the boot program, and the one that runs before it. */
const BOOT_FILE = ".bootcde";
const JOURNAL_FILE = ".boot3";
const HEADER_BYTES = 32;
/** For the journal, and for a file that does not fit into the rest of a page. */
const SPARE_BYTES = 1024;
/** Copied at a time: not the whole file has to fit into memory. */
const PIECE_BYTES = 512;

/** Flash that an upload needs: for the staged file and, unless it is a trial, for its copy. */
export function bytesNeeded(script: StampedScript, ram: boolean): number {
  const bytes = script.text.length + HEADER_BYTES;
  return ram ? bytes + SPARE_BYTES : 2 * bytes + SPARE_BYTES;
}

/** Expression: the checksum of a file on the board. */
export function checksumOf(file: string): string {
  return `E.CRC32(require("Storage").read(${JSON.stringify(file)})||"")`;
}

/**
 * Expression: removes what earlier uploads left over, and returns the free bytes. A staged script that runs
 * stays: its functions are read from the file. A name that lost a character on its way is a file too.
 */
export function tidied(script: StampedScript): string {
  const name = JSON.stringify(stagedName(script));
  return (
    `(function(S,n,i){S.list(/^\\.[ab]-.{7}$/).forEach(function(f){if(f!=n&&f!="."+global.build)S.erase(f)});` +
    `for(i=0;i<n.length;i++)S.erase(n.substr(0,i)+n.substr(i+1));` +
    `if((S.read("${JOURNAL_FILE}")||"").substr(0,${OURS.length})=="${OURS}")S.erase("${JOURNAL_FILE}");` +
    `return S.getFree()})(require("Storage"),${name})`
  );
}

/** Expression: moves the files together, which takes seconds and must not be interrupted; returns the free bytes. */
export const COMPACTED = '(function(S){S.compact();return S.getFree()})(require("Storage"))';

/**
 * The program that makes a staged script the boot program. It runs at each start, before the boot program, until
 * it has done so and removed itself: when the power goes in the middle, it goes on at the next start. So there is
 * no moment at which a board has no working program, although Espruino writes a file by erasing it first.
 *
 * It is one call of one function: if its own file is not whole, it is a syntax error and does nothing. It is
 * removed by a function whose text is not in its file, as erasing a file takes the text of its functions away.
 */
export function journal(script: StampedScript): string {
  const name = stagedName(script);
  const remove = `var S=require("Storage");S.erase("${JOURNAL_FILE}");S.erase("${name}")`;
  return (
    `${OURS}S,n,k,o,c,p,i){c=S.read(n)||"";` +
    `if(E.CRC32(c)==k&&E.CRC32(S.read(o)||"")!=k)for(i=0;i<c.length;i+=${PIECE_BYTES}){` +
    `p="";p+=c.substr(i,${PIECE_BYTES});S.write(o,p,i,i?0:c.length)}` +
    `if(E.CRC32(S.read(o)||"")==k)setTimeout(new Function(${JSON.stringify(remove)}),0)` +
    `})(require("Storage"),"${name}",${checksum(script.text)},"${BOOT_FILE}")`
  );
}

/** Expression: writes the journal, but only as it is, and returns the checksum of what is there. */
export function journalWritten(script: StampedScript): string {
  const text = journal(script);
  return (
    `(function(S,t){if(E.CRC32(t)==${checksum(text)})S.write("${JOURNAL_FILE}",t);` +
    `return ${checksumOf(JOURNAL_FILE)}})(require("Storage"),${JSON.stringify(text)})`
  );
}

/** Expression: removes the programs that would run beside the new one, or in its place. */
export const CLEANED =
  `(${JSON.stringify(NOT_OURS)}.forEach(function(f){if(f!="${JOURNAL_FILE}")require("Storage").erase(f)}),1)`;

/** Expression: from now on, until it starts anew, the board says in its state that a restart is due. */
export const RESTART_DUE = "(global.restartDue=1)";

/**
 * Expression: starts the board anew once it has answered; asked again after that, it does nothing. The whole chip
 * restarts, so that the radio has to join the network by the new settings; Espruino's Linux build cannot. A trial
 * is started by the interpreter, as a restart would end it, and so the radio has to leave first.
 */
export function restarted(script: StampedScript, ram: boolean): string {
  const start = ram
    ? `try{var w=require("Wifi");w.disconnect();w.stopAP()}catch(e){}load("${stagedName(script)}")`
    : '(process.env.BOARD=="LINUX"?load:E.reboot)()';
  return `global.restartDue?(setTimeout(new Function(${JSON.stringify(start)}),200),1):0`;
}
