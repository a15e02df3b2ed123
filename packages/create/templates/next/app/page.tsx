import { Live } from "./live.tsx";

interface PageProps {
  readonly searchParams: Promise<{ readonly room?: string | readonly string[] }>;
}

/** The room that the address names, as in `?room=plans`. */
export default async function Page({ searchParams }: PageProps) {
  const { room = "" } = await searchParams;
  return <Live id={/^[\w.:-]{1,128}$/.test(String(room)) ? String(room) : "home"} />;
}
