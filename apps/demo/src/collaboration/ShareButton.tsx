import { useEffect, useState } from "react";
import { icons } from "../ui/icons.tsx";

/** Copies the address. */
export function ShareButton({ thing }: { readonly thing: string }) {
  const [copied, setCopied] = useState<"yes" | "no" | undefined>(undefined);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = window.setTimeout(() => setCopied(undefined), 2500);
    return () => window.clearTimeout(timer);
  }, [copied]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      setCopied("yes");
    } catch {
      // Without https, or without permission: the address bar still has it.
      setCopied("no");
    }
  }

  const label =
    copied === "yes" ? "Link copied" : copied === "no" ? "Copy it from the address bar" : "Share";
  return (
    <button
      type="button"
      className="share"
      title={`Copy the link to this ${thing}`}
      onClick={() => void copy()}
    >
      {copied === "yes" ? icons.check : icons.link}
      <span aria-live="polite">{label}</span>
    </button>
  );
}
