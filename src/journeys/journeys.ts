/** The one door to the journeys: what the command line and the CRM use. */
export { type Corrections, parseCorrections } from './cleaning/corrections.ts'
export { exitCodeOf, journeysCommand } from './cli.ts'
export { type Progress, RESULT, type RunOptions, type RunReport, run, type Source } from './run.ts'
export { type Mapping, parseMapping } from './sources/mapping.ts'
export { type Column, TABLES, type Table, type TableName } from './tables.ts'
export { trace } from './trace.ts'
