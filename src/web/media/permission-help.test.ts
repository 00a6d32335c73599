import { expect, test } from 'vitest'
import { helpKey, isInApp } from './permission-help.ts'

const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'

test.each([
  [`${android} Chrome/140.0.0.0 Mobile Safari/537.36`, 'chromeAndroid'],
  [`${android} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`, 'chromeAndroid'],
  [`${iphone} Version/18.5 Mobile/15E148 Safari/604.1`, 'safariIos'],
  [`${iphone} CriOS/140.0.7339.101 Mobile/15E148 Safari/604.1`, 'chromeIos'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0', 'firefox'],
  ['Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0', 'firefoxAndroid'],
  [`${mac} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, 'desktop'],
  [`${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`, 'safariMac'],
  ['curl/8.5.0', 'other'],
])('%s', (agent, key) => {
  expect(helpKey(agent)).toBe(key)
})

test.each([
  `${iphone} Mobile/15E148`,
  `${iphone} Mobile/15E148 Instagram 300.0.0.0 (iPhone14,5; iOS 18_5)`,
  `${android} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480.0.0.0;]`,
  'Mozilla/5.0 (Linux; Android 15; Pixel 8 Build/AP3A; wv) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36',
])('%s is inside another app', (agent) => {
  expect(isInApp(agent)).toBe(true)
  expect(helpKey(agent)).toBe('inApp')
})
