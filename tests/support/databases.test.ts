import { createConnection } from 'mysql2/promise'
import { createClient } from 'redis'
import { expect, inject, test } from 'vitest'
import { createDatabase, startMariaDb } from './mariadb.ts'
import { startRedis } from './redis.ts'

test('databases on the run’s MariaDB are empty, apart from each other, and utf8mb4', async () => {
  const [first, second] = await Promise.all([createDatabase(inject('mariadb')), createDatabase(inject('mariadb'))])
  expect(first).not.toBe(second)
  const connection = await createConnection(first)
  await connection.query('CREATE TABLE words (word VARCHAR(20))')
  await connection.query('INSERT INTO words VALUES (?)', ['नमस्ते 👋'])
  const [rows] = await connection.query('SELECT word FROM words')
  await connection.end()
  expect(rows).toEqual([{ word: 'नमस्ते 👋' }])
  const other = await createConnection(second)
  const [tables] = await other.query('SHOW TABLES')
  await other.end()
  expect(tables).toEqual([])
})

test('a MariaDB of one’s own is gone after stop', async () => {
  const server = await startMariaDb({ durable: true })
  await createDatabase(server.url, 'mine')
  await server.stop()
  await expect(createConnection(`${server.url}/mine`)).rejects.toThrow(/ECONNREFUSED/)
})

test('Redis keeps a value until stopped', async () => {
  const server = await startRedis()
  const client = createClient({ url: server.url, socket: { reconnectStrategy: false } })
  client.on('error', () => {})
  await client.connect()
  await client.set('a', '1')
  expect(await client.get('a')).toBe('1')
  client.destroy()
  await server.stop()
  const late = createClient({ url: server.url, socket: { reconnectStrategy: false } })
  late.on('error', () => {})
  await expect(late.connect()).rejects.toThrow(/ECONNREFUSED/)
})
