/** What the frameworks' own tools know of components. */
declare module '*.vue' {
  const component: import('vue').Component;
  export default component;
}

declare module '*.svelte' {
  const component: import('svelte').Component<{ monitor: import('tfjs-drift/core').DriftMonitor }>;
  export default component;
}
