import type { Metadata } from "next";
import type { ReactNode } from "react";
import "@alongside/ui/styles.css";
import "../src/app.css";

export const metadata: Metadata = { title: "my-app", icons: "data:," };

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <div id="app">{children}</div>
      </body>
    </html>
  );
}
