'use strict';
var __nccwpck_require__ = {};
(() => {
	__nccwpck_require__.r = exports => {
		if (typeof Symbol !== 'undefined' && Symbol.toStringTag) Object.defineProperty(exports, Symbol.toStringTag, {value: 'Module'});
		Object.defineProperty(exports, '__esModule', {value: true});
	};
})();
var __webpack_exports__ = {};
__nccwpck_require__.r(__webpack_exports__);
if (process.env['STATE_origin']) {
	Object.assign(globalThis, {isPostStep: true});
	import('./main.js');
}
module.exports = __webpack_exports__;
