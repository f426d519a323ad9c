/** A source gives no pictures: `title` says so in few words, the message says why and what to do. */
export class SourceError extends Error {
  override name = 'SourceError';
  readonly title: string;

  constructor(title: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.title = title;
  }
}
