import Button from '@mui/material/Button'
import { useEffect, useState } from 'react'
import { Icon } from './icons.tsx'

const SAYS_SO_MS = 2000

/** Puts `text` on the clipboard, and says that it did. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SAYS_SO_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true))
  return (
    <Button startIcon={<Icon name={copied ? 'check' : 'copy'} size={16} />} onClick={copy}>
      <span aria-live="polite">{copied ? 'Copied' : name}</span>
    </Button>
  )
}
