import './phone/phone.css'
import { connect } from '../../web/client/live.ts'
import { type PhoneMessage, showMessages } from './phone/messages.ts'

interface PhoneSnapshot {
  messages: PhoneMessage[]
  brand: string
}

const root = document.getElementById('root')
if (!root) throw new Error('The document has no root')
const show = showMessages(root, document.documentElement.lang || 'en')
const line = connect('trial')
line.follow<PhoneSnapshot>('phone', 'all', crypto.randomUUID().slice(0, 24), show.snapshot)
line.onState((state) => show.line(state === 'up'))
