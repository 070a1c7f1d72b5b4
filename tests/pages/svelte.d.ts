// What esbuild makes of a .svelte file is a component.
declare module '*.svelte' {
  import type { Component } from 'svelte';

  const component: Component<{ shop: import('./shop.ts').Shop }>;
  export default component;
}
