import { element, setText } from './element.js';

const SHOWN_MS = 2000;

/** The install command, and a button that copies it. */
export function installPanel(): void {
  const button = element('copy-install', HTMLButtonElement);
  const command = element('install-command', HTMLElement).textContent ?? '';
  const text = element('copy-text', HTMLElement);
  button.addEventListener('click', async () => {
    const copied = await navigator.clipboard.writeText(command).then(
      () => true,
      () => false,
    );
    setText(text, copied ? 'Copied' : 'Press Ctrl+C');
    setTimeout(() => setText(text, 'Copy'), SHOWN_MS);
  });
}
