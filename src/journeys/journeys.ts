/** The one door to the journeys: what the command line and the CRM use. */

export { runApart, streamApart, type Task } from './apart.ts'
export { type Corrections, correctionsOf, fold } from './cleaning/corrections.ts'
export { exitCodeOf, journeysCommand } from './cli.ts'
export type { Row } from './engine/duckdb.ts'
export { keepPhrases, type PhrasingSetup } from './insights/phrasing/kept.ts'
export { mergedProducts } from './merged.ts'
export { openResult, type Result, type RowsAsked, TRACED, versionOf } from './result.ts'
export { RESULT_TABLES } from './result-tables.ts'
export { run } from './run.ts'
export type { Progress, RunOptions, RunReport } from './run-options.ts'
export { RESULT } from './sets.ts'
export { assertAnswered, parseMapping } from './sources/mapping.ts'
