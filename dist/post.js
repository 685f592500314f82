'use strict'
if (process.env.STATE_origin) {
	Object.assign(globalThis, {isPostStep: true})
	import('./main.js')
}
