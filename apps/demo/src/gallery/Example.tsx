import type { ReactNode } from "react";

interface ExampleProps {
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly text: string;
  /** The source of what is shown. */
  readonly code: string;
  readonly children: ReactNode;
}

/** A part of the kit, with the code that shows it. */
export function Example({ name, text, code, children }: ExampleProps) {
  return (
    <section className="example" aria-labelledby={`part-${name}`}>
      <h2 id={`part-${name}`}>{name}</h2>
      <p>{text}</p>
      <div className="stage">{children}</div>
      <pre tabIndex={0} role="region" aria-label={`Code of ${name}`}>
        <code>{code.trim()}</code>
      </pre>
    </section>
  );
}
