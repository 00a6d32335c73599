import { useEffect, useSyncExternalStore } from 'react'
import type { IconName } from './icons.tsx'

/** Something the palette offers. `run` is what happens; `keys` shows a shortcut that works outside of the palette. */
export interface Command {
  name: string
  group: string
  icon: IconName
  keys?: string
  run(): void
}

let offered: readonly Command[] = []
const sources = new Map<symbol, readonly Command[]>()
const listeners = new Set<() => void>()

function change(source: symbol, commands: readonly Command[] | null): void {
  if (commands) sources.set(source, commands)
  else sources.delete(source)
  offered = [...sources.values()].flat()
  for (const listener of listeners) listener()
}

/** Offers commands while the component stands. Keep the list stable (useMemo), or each render offers anew. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    const source = Symbol()
    change(source, commands)
    return () => change(source, null)
  }, [commands])
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useOffered = (): readonly Command[] => useSyncExternalStore(subscribe, () => offered)

/** Commands whose name holds every typed word, at beginnings of words first. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const rank = ({ name, group }: Command) => {
    const hay = `${name} ${group}`.toLowerCase()
    if (!words.every((word) => hay.includes(word))) return null
    return words.filter((word) => !` ${hay}`.includes(` ${word}`)).length
  }
  return commands
    .map((command) => ({ command, at: rank(command) }))
    .filter((it): it is { command: Command; at: number } => it.at !== null)
    .sort((a, b) => a.at - b.at)
    .map(({ command }) => command)
}
