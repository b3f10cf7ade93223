" The colours of notes on papers, as far as a text tells by itself: tags, labels, dates, and references that are
" certain by their form. Lookbehinds instead of `\zs`, which finds nothing where Markdown has taken the line's start. Added to pages of notes by plugin/paper_notes.lua, beside the syntax of their file type,
" hence no b:current_syntax. What needs to know other files, such as a reference that leads nowhere, the server
" colours; the links below are those of its semantic tokens in Neovim.

" Code shows how something is written; nothing in it is an entry's. Markdown knows its own.
if &syntax !=# 'markdown'
  syntax sync minlines=300
  syntax region paperNotesCode start=/^\s*\z(```\|\~\~\~\)/ end=/^\s*\z1\s*$/ keepend
endif

syntax match paperNotesLabel /\C\<Issue Date:\ze\s*\d/ nextgroup=paperNotesDate skipwhite
syntax match paperNotesDate /\d\{4}-\d\d-\d\d\d\@!/ contained
syntax match paperNotesNumber /\C\%(\%(^\|\s\)Issue:\s*\)\@20<=\d\+\ze\_s\+Issue Date:\s*\d/

" Labels are glued to their text or alone on their line: `Summary of` and `Comments` are words. Within a line they
" are only told from words by what is no ASCII.
syntax match paperNotesLabel /\C^\%(Summary\|Comment\)\ze\%(\s*$\|\%(\%(s\|ary\|aries\|ed\|er\|ers\|ing\|ator\|ators\)\>\)\@![^[:space:]　]\)/
syntax match paperNotesLabel /\C\s\@1<=\%(Summary\|Comment\)\ze\%([^[:space:]　[:alnum:][:punct:]]\|https\=:\)/

" Tags stand right before the date, one a line, in lines of several, or in the line of the date.
syntax match paperNotesTag /\C^#\%(\d\+\s*$\)\@!\S.*\ze\n\%(#\S.*\n\)*\%(Issue:\s*\d\+\s*\n\)\=\%(Issue:\s*\d\+\s\+\)\=Issue Date:\s*\d/
syntax match paperNotesTag /\C\%(^\|\s\)\@1<=#\%(\d\+\s\)\@!\S[^#]\{-}\ze\%(\s\+#[^#]\+\)*\s\+\%(Issue:\s*\d\+\s\+\)\=Issue Date:\s*\d/

syntax match paperNotesReference /・\@3<=\d\+\ze\%(\s*$\|\s\+\%(#\|\[\|(\|<!--\)\)/
syntax match paperNotesReference /\%(\%(^\|[[:space:](（「、。,・>]\)#\)\@4<=\d\+\ze\%($\|[^[:alnum:]_-]\)/

highlight default link paperNotesCode PreProc
highlight default link paperNotesLabel Keyword
highlight default link paperNotesDate Number
highlight default link paperNotesNumber Constant
highlight default link paperNotesTag Macro
highlight default link paperNotesReference Identifier

let b:paper_notes_colours = &syntax
