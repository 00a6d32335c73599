import { list, oneOf } from '../lists/rules.ts'
/** How long an e-mailed link to choose a password works, ms. */
export const LINK_MS = 30 * 60_000

/** Where the staff's pages begin. */
export const HOME = '/crm'

interface Asker {
  kind: string
  role?: 'AGENT' | 'ADMIN'
}

/** The second step is for those who can change everything. */
export const mayUseTotp = (asker: Asker): boolean => asker.role === 'ADMIN'

/** Why a user may not be made inactive: nobody locks themself out, and the last active admin stays. */
export function whyStaysActive(actorId: number | null, userId: number, activeAdmins: number[]): string | undefined {
  if (actorId === userId) return 'You cannot make yourself inactive. Ask another admin.'
  return whyLast(userId, activeAdmins)
}

const whyLast = (userId: number, activeAdmins: number[]): string | undefined =>
  activeAdmins.length === 1 && activeAdmins[0] === userId
    ? 'This is the last active admin. Make somebody else an admin first.'
    : undefined

/** Why an admin stays one: nobody gives up their own role by mistake, and the last active admin stays. */
export function whyStaysAdmin(actorId: number | null, userId: number, activeAdmins: number[]): string | undefined {
  if (actorId === userId) return 'You cannot take the admin role from yourself. Ask another admin.'
  return whyLast(userId, activeAdmins)
}

/** Where to go after logging in: a path of the CRM and nothing else, whatever was asked for. */
export function safeNext(next: string): string {
  const base = 'http://here.invalid'
  if (!/^\/crm(?![\w-])/.test(next) || !URL.canParse(next, base)) return HOME
  const { origin, pathname, search, hash } = new URL(next, base)
  const inside = pathname === HOME || pathname.startsWith(`${HOME}/`)
  const isDoor = /^\/crm\/(login|logout|totp|forgot|reset)(\/|$)/.test(pathname)
  return origin === base && inside && !isDoor && !pathname.includes('//') ? pathname + search + hash : HOME
}

export const roles = ['AGENT', 'ADMIN'] as const
export const userStatuses = ['ACTIVE', 'INACTIVE'] as const

export const userList = list({
  sorts: ['name', 'email', 'role', 'status', 'createdAt'],
  sort: 'name',
  filters: { status: oneOf(...userStatuses), role: oneOf(...roles) },
})
