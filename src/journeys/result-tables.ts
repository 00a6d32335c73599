import { INSIGHTS } from './insights/tables.ts'
import { TABLES } from './tables.ts'

/** All tables of a finished run: the exact ones and the insights made of them. */
export const RESULT_TABLES = { ...TABLES, ...INSIGHTS }
export type ResultTable = keyof typeof RESULT_TABLES
