# Make data/more.json: what R's `survey` says about data/more.csv, an entry per call.
# Rscript tests/reference/generate_more.R   (Debian 12: r-cran-survey 4.1-1, r-cran-mass, r-cran-jsonlite)
# 4.1-1 and 4.4-2 differ on lonely strata, na.rm with covmat and strict trimming: none is used here.
suppressMessages({library(survey); library(jsonlite)})
folder <- file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "data")
more <- read.csv(file.path(folder, "more.csv"))
more$sexf <- factor(more$sex); more$agef <- factor(more$age); more$qf <- factor(more$q)
more$psuid <- 10 * more$stratum + more$psu
options(survey.replicates.mse = FALSE)

sylvester <- Reduce(kronecker, rep(list(matrix(c(1, 1, 1, -1), 2)), 4))

designs <- c(
  two = "svydesign(id = ~psu + ssu, strata = ~stratum, fpc = ~fpc1 + fpc2, nest = TRUE, data = more)",
  two_fractions = "svydesign(id = ~psu + ssu, strata = ~stratum, fpc = ~f1 + f2, weights = ~w, nest = TRUE, data = more)",
  one_stage_fpc = "svydesign(id = ~psu, strata = ~stratum, fpc = ~fpc1, weights = ~w, nest = TRUE, data = more)",
  pps = "svydesign(id = ~psu, strata = ~stratum, weights = ~ppsw, nest = TRUE, data = more)",
  clusters = "svydesign(id = ~psuid, weights = ~ppsw, data = more)",
  elements = "svydesign(id = ~1, strata = ~stratum, weights = ~ppsw, fpc = ~fpce, data = more)",
  simple = "svydesign(id = ~1, weights = ~ppsw, data = more)",
  jk1 = "as.svrepdesign(clusters, type = 'JK1')",
  jkn = "as.svrepdesign(pps, type = 'JKn')",
  halves = "svydesign(id = ~bpsu, strata = ~bstratum, weights = ~ppsw, nest = TRUE, data = more)",
  brr = "as.svrepdesign(halves, type = 'BRR', hadamard.matrix = sylvester)",
  fay = "as.svrepdesign(halves, type = 'Fay', fay.rho = 0.3, hadamard.matrix = sylvester)",
  columns = "svrepdesign(weights = ~ppsw, repweights = 'rw[1-8]', type = 'other', scale = 7/8, rscales = rep(1, 8), combined.weights = TRUE, data = more)"
)
population <- function(N) {
  list(sex = c(0.535, 0.465) * N, age = c(0.4, 0.34, 0.26) * N, income = 13.1 * N)
}
step <- function(design, N, how) {
  p <- population(N)
  full <- sprintf("calibrate(%s, ~sexf + agef, c(%.10g, %.10g, %.10g, %.10g), %%s, epsilon = 1e-12, maxit = 500)",
                  design, N, p$sex[2], p$age[2], p$age[3])
  numbers <- sprintf("calibrate(%s, ~sexf + income, c(%.10g, %.10g, %.10g), %%s, epsilon = 1e-12, maxit = 500)",
                     design, N, p$sex[2], p$income)
  margins <- sprintf("list(data.frame(sexf = c('1', '2'), Freq = c(%.10g, %.10g)), data.frame(agef = c('1', '2', '3'), Freq = c(%.10g, %.10g, %.10g)))",
                     p$sex[1], p$sex[2], p$age[1], p$age[2], p$age[3])
  switch(how,
    linear = sprintf(full, "calfun = 'linear'"),
    linear_bounds = sprintf(full, "calfun = 'linear', bounds = c(0.8, 1.2)"),
    raking = sprintf(full, "calfun = 'raking'"),
    raking_bounds = sprintf(full, "calfun = 'raking', bounds = c(0.8, 1.2)"),
    logit = sprintf(full, "calfun = 'logit', bounds = c(0.7, 1.4)"),
    linear_numbers = sprintf(numbers, "calfun = 'linear'"),
    raking_numbers = sprintf(numbers, "calfun = 'raking'"),
    raking_bounds_numbers = sprintf(numbers, "calfun = 'raking', bounds = c(0.9, 1.12)"),
    logit_numbers = sprintf(numbers, "calfun = 'logit', bounds = c(0.7, 1.4)"),
    poststratify = sprintf("postStratify(%s, ~agef, data.frame(agef = c('1', '2', '3'), Freq = c(%.10g, %.10g, %.10g)))",
                           design, p$age[1], p$age[2], p$age[3]),
    rake = sprintf("rake(%s, list(~sexf, ~agef), %s, control = list(epsilon = 1e-11, maxit = 500))", design, margins))
}
methods <- c("linear", "linear_bounds", "raking", "raking_bounds", "logit", "linear_numbers",
             "raking_numbers", "raking_bounds_numbers", "logit_numbers", "poststratify", "rake")
statistics <- c(
  mean = "svymean(~spend + income, %s)",
  total = "svytotal(~spend, %s)",
  total_categories = "svytotal(~agef, %s)",
  proportion = "svymean(~qf, %s)",
  ratio = "svyratio(~spend, ~income, %s)",
  by = "svyby(~spend, ~sexf, %s, svymean)",
  where = "svymean(~spend, subset(%s, age == 2))",
  rao_scott_f = "svychisq(~qf + sexf, %s, statistic = 'F')",
  rao_scott_chisq = "svychisq(~qf + sexf, %s, statistic = 'Chisq')"
)

describe <- function(found) {
  if (inherits(found, "htest"))
    return(list(statistic = unname(found$statistic), parameter = as.list(unname(found$parameter)),
                p = unname(found$p.value)))
  list(estimate = as.list(unname(c(coef(found)))), se = as.list(unname(c(SE(found)))))
}
entries <- list()
add <- function(id, design, call) {
  result <- tryCatch(describe(eval(parse(text = call), envir = globalenv())),
                     error = function(e) list(error = conditionMessage(e)))
  entries[[length(entries) + 1]] <<- list(id = id, design = design, call = call, result = result)
}
add_all <- function(name, definition) {
  for (statistic in names(statistics))
    add(paste(name, statistic, sep = "."), definition, sprintf(statistics[[statistic]], name))
  own <- get(name)
  w <- weights(own, "sampling")
  entries[[length(entries) + 1]] <<- list(
    id = paste(name, "weights", sep = "."), design = definition,
    call = sprintf("weights(%s, 'sampling')", name),
    result = list(sum = sum(w), squares = sum(w^2), min = min(w), max = max(w), df = degf(own)))
}
made <- list()
for (name in names(designs)) {
  assign(name, eval(parse(text = designs[[name]])))
  if (name != "halves") add_all(name, designs[[name]])
}
calibrated <- list(two = 12600, one_stage_fpc = 12600, pps = 11600, elements = 11600, simple = 11600,
                   jkn = 11600, brr = 11600)
for (base in names(calibrated)) for (how in methods) {
  if (base %in% c("jkn", "brr") && (grepl("numbers", how) || grepl("bounds", how))) next
  call <- step(base, calibrated[[base]], how)
  name <- paste(base, how, sep = "_")
  ok <- tryCatch({assign(name, suppressWarnings(eval(parse(text = call)))); TRUE},
                 error = function(e) conditionMessage(e))
  if (!isTRUE(ok)) {message(name, ": ", ok); next}
  add_all(name, call)
}
document <- list(r = R.version.string, survey = as.character(packageVersion("survey")),
                 data = "tests/reference/data/more.csv", entries = entries)
writeLines(toJSON(document, auto_unbox = TRUE, digits = NA, pretty = 1), file.path(folder, "more.json"))
