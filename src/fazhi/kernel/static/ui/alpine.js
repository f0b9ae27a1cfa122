// Alpine in its CSP build, for pages whose own script registers components with it on `alpine:init`.
import Alpine from "@alpinejs/csp";

window.Alpine = Alpine;
Alpine.start();
