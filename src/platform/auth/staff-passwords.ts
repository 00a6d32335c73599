import { hash, verify } from '@node-rs/argon2'

export const PASSWORD_LEAST = 12
export const PASSWORD_MOST = 128

// argon2id with 19 MiB, 2 passes, 1 lane: OWASP Password Storage Cheat Sheet.
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

// The most used of twelve characters and more in public leaks (SecLists), and what our own name suggests.
const WORST = new Set(
  `123456789012 1234567890123 12345678901234 123456789123 1234567891011 123123123123 112233445566 098765432109
  qwertyuiop12 qwertyuiop123 qwerty123456 qwertyuiopas 1qaz2wsx3edc 1q2w3e4r5t6y 1q2w3e4r5t6y7u zaq12wsxcde3
  q1w2e3r4t5y6 asdfghjkl123 asdfghjklzxc abcdefghijkl abcdefghijklm abcd12345678 abc123456789 a1b2c3d4e5f6
  password1234 password12345 password123456 passwordpassword password123!@# passw0rd1234 p@ssw0rd1234 p@ssword1234
  mypassword12 mypassword123 changeme1234 changemechangeme letmein12345 letmeinletmein welcome12345 welcome123456
  administrator administrator1 administrator123 admin1234567 admin12345678 superadmin123 supervisor123 iloveyou1234
  iloveyouiloveyou iloveyou123456 unbelievable christopher1 manchester12 liverpool1234 chelsea12345 basketball12
  football1234 footballfootball sunshine1234 princess1234 jesuschrist1 starwars1234 trustno1trustno1 dragon123456
  india1234567 india12345678 hindustan123 krishna12345 jaishreeram12 phygital1234 phygital12345 phygitalphygital`.split(
    /\s+/,
  ),
)

export type PasswordFault = 'missing' | 'short' | 'long' | 'known'

/** What is wrong with a new password: too few or many characters, or among the first that are guessed. */
export function passwordFault(password: string, email = ''): PasswordFault | undefined {
  const text = plain(password)
  const length = [...text].length
  if (length === 0) return 'missing'
  if (length < PASSWORD_LEAST) return 'short'
  if (length > PASSWORD_MOST) return 'long'
  const lower = text.toLowerCase()
  const repeated = /^(.{1,3})\1+$/su.test(lower)
  return repeated || WORST.has(lower) || lower === email.toLowerCase() ? 'known' : undefined
}

export const hashPassword = (password: string): Promise<string> => hash(plain(password), COST)

export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, plain(password))

// Keyboards compose accents differently: one spelling on all (NIST SP 800-63B 3.1.1.2).
const plain = (password: string) => password.normalize('NFKC')
