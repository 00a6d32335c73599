/** Who may set up the installation: an admin, or the system itself (command line, sample brand). */
export const maySetUp = (actor: { kind: string; role?: string }): boolean =>
  actor.kind === 'SYSTEM' || (actor.kind === 'USER' && actor.role === 'ADMIN')
