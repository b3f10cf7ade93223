;;; eglot-test.el --- What a person sees in Emacs -*- lexical-binding: t -*-

;;; Commentary:

;; Played by `run' in a batch Emacs, on a copy of tests/notes: hover, findings, completion, definition, references,
;; renaming, a fix, the outline.

;;; Code:

;; The most that anything may take, in seconds.  A slow machine under load is no failure.
(defconst paper-notes-test-patience 60)

(require 'ert)
(require 'paper-notes)
(require 'flymake)
(require 'imenu)
(require 'xref)

(setq eglot-sync-connect paper-notes-test-patience
      eglot-connect-timeout paper-notes-test-patience
      jsonrpc-default-request-timeout paper-notes-test-patience
      eglot-confirm-server-initiated-edits nil
      create-lockfiles nil
      make-backup-files nil)
(add-hook 'text-mode-hook #'paper-notes-ensure)

(defvar paper-notes-test-folder (file-name-as-directory (expand-file-name "notes" (getenv "SANDBOX"))))

(defun paper-notes-test-wait (what condition)
  "Wait until CONDITION gives something, and return that; WHAT is what the error says."
  (let ((deadline (+ (float-time) paper-notes-test-patience)) result)
    (while (and (not (setq result (funcall condition))) (< (float-time) deadline))
      (accept-process-output nil 0.05))
    (or result (error "Waited in vain for %s" what))))

(defun paper-notes-test-stats ()
  "What the server says of its notes."
  (jsonrpc-request (eglot--current-server-or-lose) :workspace/executeCommand
                   '(:command "paperNotes.stats" :arguments [()])))

(defun paper-notes-test-findings ()
  "The findings of the current buffer, as flymake has them.
What comes in one piece with the answer to a request, Emacs 28 reads only when the server says something more
\(`jsonrpc--process-filter' is left by the answer's `throw').  A person's next movement makes it; a test asks."
  (paper-notes-test-stats)
  (flymake-diagnostics))

(defun paper-notes-test-open (name)
  "Open the page NAME, as a person does, with the server ready."
  (switch-to-buffer (find-file-noselect (expand-file-name name paper-notes-test-folder)))
  ;; The hook starts it behind the next command, of which a batch has none.
  (unless (eglot-current-server)
    (apply #'eglot (eglot--guess-contact)))
  (paper-notes-test-wait "the server" #'eglot-current-server)
  ;; As eglot does when nobody types for half a second.
  (eglot--signal-textDocument/didChange)
  (paper-notes-test-wait "the notes to be read"
                         (lambda () (eq (plist-get (paper-notes-test-stats) :complete) t))))

(defun paper-notes-test-go-to (text)
  "Put point on the last character of the first TEXT."
  (goto-char (point-min))
  (search-forward text)
  (backward-char))

(ert-deftest paper-notes-hover ()
  (paper-notes-test-open "reading.txt")
  (paper-notes-test-go-to "・2094")
  (let (said)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq said text)))
    (paper-notes-test-wait "the hover" (lambda () said))
    (should (string-match-p "Magpie: Alignment Data Synthesis" said))
    (should (string-match-p "ICLR'25" said))))

(ert-deftest paper-notes-findings ()
  (paper-notes-test-open "wrong.txt")
  (flymake-mode 1)
  (flymake-start)
  (let ((found (paper-notes-test-wait "the 11 findings"
                                      (lambda ()
                                        (let ((found (paper-notes-test-findings)))
                                          (and (= (length found) 11) found))))))
    (should (cl-some (lambda (one) (string-match-p "no entry has the number 1829" (flymake-diagnostic-text one))) found))))

(defun paper-notes-test-complete (typed wanted)
  "Type TYPED on a new line, take the candidate that begins with WANTED, and return the line."
  (paper-notes-test-open "reading.txt")
  (let ((before (buffer-string)) line)
    (paper-notes-test-go-to "・2094")
    (end-of-line)
    (insert "\n" typed)
    (let* ((found (eglot-completion-at-point))
           (table (nth 2 found))
           (exit (plist-get (nthcdr 3 found) :exit-function))
           (pattern (buffer-substring (nth 0 found) (nth 1 found)))
           (all (completion-all-completions pattern table nil (length pattern)))
           (last (last all))
           (_ (when (consp last) (setcdr last nil)))
           (chosen (cl-find-if (lambda (one) (string-prefix-p wanted one)) all)))
      (unless chosen
        (error "No %s among %S" wanted (seq-take all 5)))
      (delete-region (nth 0 found) (nth 1 found))
      (insert chosen)
      (funcall exit chosen 'finished)
      (setq line (buffer-substring (line-beginning-position) (line-end-position))))
    (erase-buffer)
    (insert before)
    (set-buffer-modified-p nil)
    line))

(ert-deftest paper-notes-completion-of-numbers ()
  (should (equal (paper-notes-test-complete "・magp" "2094") "・2094"))
  (should (equal (paper-notes-test-complete "・" "1919") "・1919")))

(ert-deftest paper-notes-completion-of-tags ()
  (should (equal (paper-notes-test-complete "#Lang" "LanguageModel") "#LanguageModel"))
  (should (equal (paper-notes-test-complete "#Superv" "Supervised") "#Supervised-FineTuning (SFT)")))

(ert-deftest paper-notes-definition ()
  (paper-notes-test-open "reading.txt")
  (paper-notes-test-go-to "・2094")
  (let* ((found (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot)))
         (location (xref-item-location (car found))))
    (should (string-suffix-p "issues.json" (xref-location-group location)))
    (should (= (xref-location-line location) 3))))

(ert-deftest paper-notes-references ()
  (paper-notes-test-open "reading.txt")
  (paper-notes-test-go-to "・2094")
  (let ((files (mapcar (lambda (one) (file-name-nondirectory (xref-location-group (xref-item-location one))))
                       (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot)))))
    (should (member "reading.txt" files))
    (should (member "metrics.md" files))))

(ert-deftest paper-notes-rename ()
  (paper-notes-test-open "NLP.txt")
  (paper-notes-test-open "reading.txt")
  (let ((before (buffer-string)))
    (paper-notes-test-go-to "#SyntheticData")
    (eglot-rename "Made Data")
    (should (equal (buffer-string) (string-replace "#SyntheticData" "#Made Data" before)))
    (should-not (with-current-buffer "NLP.txt" (save-excursion (goto-char (point-min)) (search-forward "#SyntheticData" nil t))))
    (dolist (buffer '("reading.txt" "NLP.txt"))
      (with-current-buffer buffer (revert-buffer t t)))
    (should (equal (buffer-string) before))))

(ert-deftest paper-notes-fix ()
  (paper-notes-test-open "wrong.txt")
  (let ((before (buffer-string))
        (last-nonmenu-event ?a)         ; A key, so that no menu pops up.
        offered)
    (paper-notes-test-go-to "Multi-Token Attention")
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_ all &rest _)
                 (setq offered (mapcar (lambda (one) (if (consp one) (car one) one)) all))
                 (or (cl-find-if (lambda (one) (string-prefix-p "Remove this copy" one)) offered)
                     (error "No such fix among %S" offered)))))
      (eglot-code-actions (point) (point) nil t))
    (should (cl-some (lambda (one) (string-prefix-p "Not a duplicate" one)) offered))
    (should-not (string-match-p "Multi-Token Attention" (buffer-string)))
    (should (string-prefix-p (substring before 0 90) (buffer-string)))
    (revert-buffer t t)))

(ert-deftest paper-notes-outline ()
  (paper-notes-test-open "reading.txt")
  (let ((names (format "%S" (eglot-imenu))))
    (should (string-match-p "Multi-Token Attention" names))))

;; Settings of a folder are taken unasked where they are no risk.
(ert-deftest paper-notes-program-is-not-named-by-a-folder ()
  (should (risky-local-variable-p 'paper-notes-program))
  (should (get 'paper-notes-program 'risky-local-variable))
  (should-not (safe-local-variable-p 'paper-notes-program "/bin/sh")))

(ert-deftest paper-notes-leaves-other-modes-their-servers ()
  (with-temp-buffer
    (nxml-mode)
    (should-not (eq (cdr (eglot--lookup-mode major-mode)) (cdr paper-notes-server)))))

(ert-deftest paper-notes-only-notes ()
  (let ((file (expand-file-name "plain.txt" (getenv "SANDBOX"))))
    (with-temp-file file (insert "milk\n#bread\n"))
    (with-current-buffer (find-file-noselect file)
      (should-not (paper-notes-page-p)))
    (with-current-buffer (find-file-noselect (expand-file-name "reading.txt" paper-notes-test-folder))
      (should (paper-notes-page-p))
      (should (equal (file-truename (project-root (project-current))) (file-truename paper-notes-test-folder))))))

(defun paper-notes-test-play ()
  "Run all tests, stop the server, and close with the numbers."
  (let ((stats (ert-run-tests-batch)))
    (message "%d passed, %d failed" (ert-stats-completed-expected stats) (ert-stats-completed-unexpected stats))
    (ignore-errors (eglot-shutdown-all))
    (kill-emacs (if (zerop (ert-stats-completed-unexpected stats)) 0 1))))

;;; eglot-test.el ends here
