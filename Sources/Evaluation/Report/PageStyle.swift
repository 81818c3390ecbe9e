/// How a report looks: on a wide or narrow screen, light or dark, and on paper.
enum PageStyle {
    /// The page's style sheet; that of the drawings is ``Picture/styleSheet``.
    static let styleSheet = Element(
        "style",
        literal: """

            :root { color-scheme: light dark;
                --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
                --panel: #f5f7f9; --own: #e3eefb; --hit: #1a6b34; --miss: #b3500a; }
            @media screen and (prefers-color-scheme: dark) { :root {
                --paper: #14181d; --ink: #e6e9ec; --soft: #a3acb6; --line: #363d46;
                --panel: #1d232a; --own: #1c3350; --hit: #6cc58a; --miss: #f09a4a; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink);
                font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
            main { max-width: 1040px; margin: 0 auto; padding: 24px 20px 64px; }
            h1 { font-size: 1.9rem; line-height: 1.2; margin: 0.6em 0 0.8em;
                overflow-wrap: anywhere; }
            h2 { font-size: 1.3rem; margin: 2.2em 0 0.7em; padding-bottom: 0.25em;
                border-bottom: 1px solid var(--line); }
            h3 { font-size: 1.05rem; margin: 1.4em 0 0.6em; }
            dl { margin: 0; }
            dt { color: var(--soft); font-size: 0.85rem; }
            dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
            .figures { display: grid; gap: 12px;
                grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); }
            .figures div { background: var(--panel); border: 1px solid var(--line);
                border-radius: 8px; padding: 10px 14px; }
            .figures dd { font-size: 1.1rem; font-weight: 600; }
            .figures div:first-child dd { font-size: 1.5rem; line-height: 1.3; }
            .facts { display: grid; gap: 4px 28px;
                grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); }
            .facts div { display: flex; gap: 12px; justify-content: space-between;
                border-bottom: 1px solid var(--line); padding: 3px 0; }
            .facts dd { text-align: right; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { padding: 5px 14px 5px 8px; text-align: left; font-weight: 400;
                border-bottom: 1px solid var(--line); vertical-align: top; }
            tbody th { min-width: 9rem; }
            thead th { color: var(--soft); font-size: 0.85rem; }
            .number { text-align: right; white-space: nowrap; }
            .own th, .own td { background: var(--own); font-weight: 600; }
            .note { color: var(--soft); font-size: 0.85rem; }
            .picture { display: block; max-width: 100%; height: auto; min-width: 540px; }
            .beside { display: grid; gap: 16px;
                grid-template-columns: repeat(auto-fit, minmax(300px, 380px)); }
            .beside .picture { min-width: 0; }
            .gallery { display: grid; gap: 18px;
                grid-template-columns: repeat(auto-fill, minmax(272px, 1fr)); }
            figure { margin: 0; break-inside: avoid; }
            .pair { display: flex; gap: 8px; }
            .pair img { width: 128px; height: 128px; object-fit: contain; }
            figcaption { margin-top: 4px; font-size: 0.9rem; overflow-wrap: anywhere; }
            figcaption strong, figcaption small { display: block; font-weight: 600; }
            figcaption small { color: var(--soft); font-weight: 400; }
            .sign { font-size: 0.8rem; font-weight: 600; }
            .hit { color: var(--hit); }
            .miss { color: var(--miss); }
            @media print {
                main { max-width: none; padding: 0; }
                h2 { break-after: avoid; }
                .wide { overflow: visible; }
                .drawing, table, .figures div, .gallery figure { break-inside: avoid; }
                * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
            }

            """
    )
}
