/** All commands, in the order in which the help lists them. */
import type { Command } from 'commander';
import type { CommandContext } from './io.ts';
import { registerAdd } from './add.ts';
import { registerAnalyze } from './analyze.ts';
import { registerDetect } from './detect.ts';
import { registerEditions } from './editions.ts';
import { registerExport } from './export.ts';
import { registerMap } from './map.ts';
import { registerMatch } from './match.ts';
import { registerNew } from './new.ts';
import { registerLead } from './lead.ts';
import { registerNomenclature } from './nomenclature.ts';
import { registerQuality } from './quality.ts';
import { registerRebuild } from './rebuild.ts';
import { registerRejects } from './rejects.ts';
import { registerRepair } from './repair.ts';
import { registerReread } from './reread.ts';
import { registerRow } from './row.ts';
import { registerRun } from './run.ts';
import { registerSql } from './sql.ts';
import { registerVerify } from './verify.ts';

export function registerAll(program: Command, context: CommandContext): void {
  registerDetect(program, context);
  registerMap(program, context);
  registerNew(program, context);
  registerAdd(program, context);
  registerReread(program, context);
  registerSql(program, context);
  registerRejects(program, context);
  registerRepair(program, context);
  registerRow(program, context);
  registerEditions(program, context);
  registerQuality(program, context);
  registerLead(program, context);
  registerNomenclature(program, context);
  registerAnalyze(program, context);
  registerMatch(program, context);
  registerRun(program, context);
  registerExport(program, context);
  registerVerify(program, context);
  registerRebuild(program, context);
}
