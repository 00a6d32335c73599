/** Whether a name or address, without port, is this machine: as configured, from a Host header, or of a connection. */
export const isLoopback = (host: string): boolean => /^(localhost|(::ffff:)?127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host)
