/** The one door to the journeys: what the command line and the CRM use. */

export { type Bounds, runApart, type Task } from './apart.ts'
export { type Corrections, parseCorrections } from './cleaning/corrections.ts'
export type { Looked } from './look.ts'
export { openResult, type Result, type RowsAsked } from './result.ts'
export { type Progress, RESULT, type RunOptions, type RunReport, run, type Source } from './run.ts'
export { type Mapping, parseMapping } from './sources/mapping.ts'
export { type Column, TABLES, type Table, type TableName } from './tables.ts'
