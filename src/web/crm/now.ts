import { useEffect, useState } from 'react'

/** The time, ms, anew every `everyMs`: for what ticks on the screen. `offset` leads from this clock to the server's. */
export function useNow(offset = 0, everyMs = 1000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now + offset
}
