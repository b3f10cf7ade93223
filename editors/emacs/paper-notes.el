;;; paper-notes.el --- Notes on papers, by paper-notes-lsp and eglot -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; Tells eglot how to start paper-notes-lsp, which folder is a repository of notes, and which texts are notes.
;;
;;     (add-to-list 'load-path "/path/to/paper-notes-lsp/editors/emacs")
;;     (require 'paper-notes)
;;     (add-hook 'text-mode-hook #'paper-notes-ensure)

;;; Code:

(require 'cl-lib)
(require 'eglot)
(require 'project)

(defgroup paper-notes nil
  "Numbered notes on papers."
  :group 'text)

(defcustom paper-notes-program "paper-notes-lsp"
  "The language server."
  :type 'string
  ;; No folder of notes says which program is run, without being asked about.
  :risky t)

(defconst paper-notes-markers '(".paper-notes.toml" "issues.json" "issues.jsonl")
  "Files that only the root of a notes repository has.")

(defconst paper-notes-server
  `((text-mode markdown-mode) . ,(lambda (&rest _) (list paper-notes-program)))
  "The server of a page, as in `eglot-server-programs'.")

(defun paper-notes-root (folder)
  "The repository of notes that FOLDER is in, for `project-find-functions'."
  (let ((root (locate-dominating-file
               folder
               (lambda (above)
                 (cl-some (lambda (marker) (file-exists-p (expand-file-name marker above)))
                          paper-notes-markers)))))
    (and root (cons 'paper-notes root))))

(cl-defmethod project-root ((project (head paper-notes)))
  "The folder of PROJECT."
  (cdr project))

;; A repository of notes can be a folder of a bigger one in git, so it is asked for first.
(add-hook 'project-find-functions #'paper-notes-root -50)

(defun paper-notes-page-p ()
  "Whether the buffer is a page of notes, or in a repository of them."
  (or (save-excursion
        (save-restriction
          (widen)
          (goto-char (point-min))
          (let ((case-fold-search nil))
            (re-search-forward "Issue Date:[[:space:]]*[0-9]" nil t))))
      (paper-notes-root default-directory)))

;;;###autoload
(defun paper-notes-ensure ()
  "Start the server for a page of notes; for `text-mode-hook'."
  (when (and buffer-file-name
             (memq major-mode '(text-mode markdown-mode gfm-mode))
             (paper-notes-page-p))
    ;; Here and nowhere else: eglot takes the first server of a mode or of one that it is derived from, and many modes are
    ;; derived from `text-mode'.
    (setq-local eglot-server-programs (cons paper-notes-server eglot-server-programs))
    (eglot-ensure)))

(provide 'paper-notes)
;;; paper-notes.el ends here
