/**
 * Where errors of the reports go, made so that it never throws.
 *
 * @param onError Without it the first error is printed as a warning, and the others are not.
 */
export function complaintsTo(onError?: (error: unknown) => void): (error: unknown) => void {
  let hasWarned = false;
  return (error) => {
    try {
      if (onError) return onError(error);
      if (hasWarned) return;
      hasWarned = true;
      console.warn('tfjs-drift: a report was not delivered; further ones are not told.', error);
    } catch (thrown) {
      console.error('tfjs-drift: onError of the reports threw.', thrown);
    }
  };
}
