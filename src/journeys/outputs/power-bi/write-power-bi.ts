import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Table } from '../../tables.ts'
import { model } from './model.ts'
import { report } from './report.ts'

export interface PowerBiOptions {
  tables: Record<string, Table>
  /** An existing folder, with `<table>.csv` for each of `tables`. */
  folder: string
  /** IANA zone of the times in the CSV files. */
  zone: string
}

const SCHEMAS = 'https://developer.microsoft.com/json-schemas/fabric'

/**
 * Writes a Power BI project over the CSV files of the folder: `journeys.pbip`, which people open, with the folders of its
 * model and its report. The folder is a parameter of the model, so that the files may be moved. Returns the paths written,
 * relative to the folder, with `/`.
 */
export function writePowerBi({ tables, folder, zone }: PowerBiOptions): string[] {
  const files: Record<string, unknown> = {
    'journeys.pbip': {
      $schema: `${SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json`,
      version: '1.0',
      artifacts: [{ report: { path: 'journeys.Report' } }],
      settings: { enableAutoRecovery: true },
    },
    'journeys.SemanticModel/definition.pbism': {
      $schema: `${SCHEMAS}/item/semanticModel/definitionProperties/1.0.0/schema.json`,
      version: '4.0',
      settings: {},
    },
    'journeys.SemanticModel/model.bim': model(tables, resolve(folder), zone),
    ...Object.fromEntries(Object.entries(report(tables)).map(([path, file]) => [`journeys.Report/${path}`, file])),
  }
  for (const [path, file] of Object.entries(files)) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, `${JSON.stringify(file, null, 2)}\n`)
  }
  return Object.keys(files)
}
